package dev.kubarium.kubectl;

/** One kubectl command. Refusals are thrown: {@link KubectlException} and the API's own. */
@FunctionalInterface
interface Command {

  Output run(TerminalContext context, Arguments arguments);
}
