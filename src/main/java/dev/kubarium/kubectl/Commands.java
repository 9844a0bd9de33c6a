package dev.kubarium.kubectl;

import dev.kubarium.cluster.object.Kinds;

/** Which commands there are. */
final class Commands {

  void register(CommandTable.Sink table) {
    beginners(table);
    creators(table);
    changes(table);
    rollouts(table);
    looks(table);
  }

  private static void beginners(CommandTable.Sink table) {
    table.put(
        "get",
        "TYPE[.VERSION][.GROUP] [NAME | -l label]",
        "Affiche une ou plusieurs ressources",
        "Display one or many resources",
        "@print @files @select A/all-namespaces! w/watch! watch-only! output-watch-events! show-labels! no-headers! show-kind!"
            + " ignore-not-found! sort-by L/label-columns chunk-size subresource raw server-print!",
        new GetCommand());
    table.put(
        "apply",
        "-f FILENAME",
        "Applique une configuration à des ressources, depuis un fichier ou l'entrée standard",
        "Apply a configuration to a resource by file name or stdin",
        "@print @dry @files l/selector all! overwrite! force! grace-period timeout wait! cascade=background prune! server-side!"
            + " force-conflicts! validate=strict record!",
        ApplyCommand::apply);
    table.put(
        "apply view-last-applied",
        "(TYPE [NAME | -l label] | TYPE/NAME | -f FILENAME)",
        "Affiche la dernière configuration appliquée",
        "View the latest last-applied-configuration annotations of a resource",
        "o/output @files l/selector all!",
        ApplyCommand::viewLastApplied);
    table.put(
        "replace",
        "-f FILENAME",
        "Remplace une ressource par ce que dit un fichier",
        "Replace a resource by file name or stdin",
        "@print @dry @files force! grace-period timeout wait! cascade=background save-config! validate=strict",
        ApplyCommand::replace);
    table.put(
        "delete",
        "([-f FILENAME] | TYPE [(NAME | -l label | --all)])",
        "Supprime des ressources par fichier, nom ou étiquettes",
        "Delete resources by file names, stdin, resources and names, or by resources and label selector",
        "o/output @dry @files @select A/all-namespaces! force! grace-period now! wait! cascade=background timeout ignore-not-found!"
            + " i/interactive!",
        new DeleteCommand());
  }

  private static void creators(CommandTable.Sink table) {
    table.put(
        "create",
        "-f FILENAME",
        "Crée une ressource depuis un fichier, ou par un générateur",
        "Create a resource from a file or from stdin",
        "@make @files l/selector edit! raw",
        CreateCommands::fromFile);
    table.put(
        "create deployment",
        "NAME --image=image -- [COMMAND] [args...]",
        "Crée un Deployment",
        "Create a deployment with the specified name",
        "@make image port r/replicas",
        (context, arguments) ->
            CreateCommands.create(
                context,
                arguments,
                "kubectl-create",
                Kinds.DEPLOYMENT,
                CreateCommands.deployment(arguments)));
    table.put(
        "create job",
        "NAME --image=image [--from=cronjob/name] -- [COMMAND] [args...]",
        "Crée un Job",
        "Create a job with the specified name",
        "@make image from",
        CreateCommands::job);
    table.put(
        "create cronjob",
        "NAME --image=image --schedule='0/5 * * * ?' -- [COMMAND] [args...]",
        "Crée un CronJob",
        "Create a cron job with the specified name",
        "@make image schedule restart",
        (context, arguments) ->
            CreateCommands.create(
                context,
                arguments,
                "kubectl-create",
                Kinds.CRON_JOB,
                CreateCommands.cronJob(arguments)));
    table.put(
        "create configmap",
        "NAME [--from-file=[key=]source] [--from-literal=key1=value1]",
        "Crée une ConfigMap",
        "Create a config map from a file or literal value",
        "@make from-literal from-file from-env-file append-hash!",
        CreateCommands::configMap);
    table.put(
        "create secret generic",
        "NAME [--type=string] [--from-literal=key1=value1]",
        "Crée un Secret",
        "Create a secret from a file or literal value",
        "@make from-literal from-file from-env-file type append-hash!",
        CreateCommands::secret);
    table.put(
        "create secret tls",
        "NAME --cert=path --key=path",
        "Crée un Secret TLS",
        "Create a TLS secret",
        "@make cert key append-hash!",
        (context, arguments) ->
            CreateCommands.create(
                context,
                arguments,
                "kubectl-create",
                Kinds.SECRET,
                CreateCommands.tls(context, arguments)));
    table.put(
        "create namespace",
        "NAME",
        "Crée un espace de noms",
        "Create a namespace with the specified name",
        "@make ",
        (context, arguments) ->
            CreateCommands.create(
                context,
                arguments,
                "kubectl-create",
                Kinds.NAMESPACE,
                CreateCommands.namespace(arguments)));
    table.put(
        "create serviceaccount",
        "NAME",
        "Crée un compte de service",
        "Create a service account with the specified name",
        "@make ",
        (context, arguments) ->
            CreateCommands.create(
                context,
                arguments,
                "kubectl-create",
                Kinds.SERVICE_ACCOUNT,
                CreateCommands.serviceAccount(arguments)));
    table.put(
        "create service clusterip",
        "NAME --tcp=port:targetPort",
        "Crée un Service ClusterIP",
        "Create a ClusterIP service",
        "@make tcp node-port clusterip external-name",
        (context, arguments) ->
            CreateCommands.create(
                context,
                arguments,
                "kubectl-create",
                Kinds.SERVICE,
                CreateCommands.service(arguments, "ClusterIP")));
    table.put(
        "create service nodeport",
        "NAME --tcp=port:targetPort",
        "Crée un Service NodePort",
        "Create a NodePort service",
        "@make tcp node-port clusterip external-name",
        (context, arguments) ->
            CreateCommands.create(
                context,
                arguments,
                "kubectl-create",
                Kinds.SERVICE,
                CreateCommands.service(arguments, "NodePort")));
    table.put(
        "create service loadbalancer",
        "NAME --tcp=port:targetPort",
        "Crée un Service LoadBalancer",
        "Create a LoadBalancer service",
        "@make tcp node-port clusterip external-name",
        (context, arguments) ->
            CreateCommands.create(
                context,
                arguments,
                "kubectl-create",
                Kinds.SERVICE,
                CreateCommands.service(arguments, "LoadBalancer")));
    table.put(
        "create service externalname",
        "NAME --tcp=port:targetPort",
        "Crée un Service ExternalName",
        "Create a ExternalName service",
        "@make tcp node-port clusterip external-name",
        (context, arguments) ->
            CreateCommands.create(
                context,
                arguments,
                "kubectl-create",
                Kinds.SERVICE,
                CreateCommands.service(arguments, "ExternalName")));
    table.put(
        "create quota",
        "NAME --hard=key1=value1,key2=value2",
        "Crée un quota",
        "Create a quota with the specified name",
        "@make hard scopes",
        (context, arguments) ->
            CreateCommands.create(
                context,
                arguments,
                "kubectl-create",
                Kinds.RESOURCE_QUOTA,
                CreateCommands.quota(arguments)));
    table.put(
        "create poddisruptionbudget",
        "NAME --selector=SELECTOR --min-available=N",
        "Crée un PodDisruptionBudget",
        "Create a pod disruption budget with the specified name",
        "@make selector min-available max-unavailable",
        (context, arguments) ->
            CreateCommands.create(
                context,
                arguments,
                "kubectl-create",
                Kinds.POD_DISRUPTION_BUDGET,
                CreateCommands.disruptionBudget(arguments)));
    table.put(
        "create role",
        "NAME --verb=verb --resource=resource",
        "Crée un rôle",
        "Create a role with single rule",
        "@make verb resource resource-name",
        (context, arguments) ->
            CreateCommands.create(
                context,
                arguments,
                "kubectl-create",
                Kinds.ROLE,
                CreateCommands.role(context, arguments)));
    table.put(
        "create clusterrole",
        "NAME --verb=verb --resource=resource",
        "Crée un rôle de tout le cluster",
        "Create a cluster role",
        "@make verb resource resource-name",
        (context, arguments) ->
            CreateCommands.create(
                context,
                arguments,
                "kubectl-create",
                Kinds.CLUSTER_ROLE,
                CreateCommands.role(context, arguments)));
    table.put(
        "create rolebinding",
        "NAME --clusterrole=NAME|--role=NAME [--user=username]",
        "Lie un rôle à quelqu'un",
        "Create a role binding for a particular role or cluster role",
        "@make clusterrole role user group serviceaccount",
        (context, arguments) ->
            CreateCommands.create(
                context,
                arguments,
                "kubectl-create",
                Kinds.ROLE_BINDING,
                CreateCommands.binding(arguments)));
    table.put(
        "create clusterrolebinding",
        "NAME --clusterrole=NAME [--user=username]",
        "Lie un rôle de tout le cluster à quelqu'un",
        "Create a cluster role binding for a particular cluster role",
        "@make clusterrole user group serviceaccount",
        (context, arguments) ->
            CreateCommands.create(
                context,
                arguments,
                "kubectl-create",
                Kinds.CLUSTER_ROLE_BINDING,
                CreateCommands.binding(arguments)));
    table.put(
        "create ingress",
        "NAME --rule=host/path=service:port",
        "Crée un Ingress",
        "Create an ingress with the specified name",
        "@make rule class default-backend annotation",
        (context, arguments) ->
            CreateCommands.create(
                context,
                arguments,
                "kubectl-create",
                Kinds.INGRESS,
                CreateCommands.ingress(arguments)));
    table.put(
        "create priorityclass",
        "NAME --value=VALUE",
        "Crée une classe de priorité",
        "Create a priority class with the specified name",
        "@make value global-default! description preemption-policy",
        (context, arguments) ->
            CreateCommands.create(
                context,
                arguments,
                "kubectl-create",
                Kinds.PRIORITY_CLASS,
                CreateCommands.priorityClass(arguments)));
    table.put(
        "run",
        "NAME --image=image [--env=\"key=value\"] [--port=port] [-- COMMAND] [args...]",
        "Lance une image dans un Pod",
        "Run a particular image on the cluster",
        "@print @dry image e/env port l/labels annotations restart command! i/stdin! t/tty! rm! attach! q/quiet! expose! image-pull-policy overrides privileged! pod-running-timeout leave-stdin-open! save-config!",
        RunCommands::run);
    table.put(
        "expose",
        "(-f FILENAME | TYPE NAME) [--port=port]",
        "Expose une ressource par un Service",
        "Take a replication controller, service, deployment or pod and expose it as a new Kubernetes service",
        "@print @dry @files name port target-port protocol type l/labels selector cluster-ip external-ip load-balancer-ip session-affinity overrides save-config!",
        RunCommands::expose);
    table.put(
        "autoscale",
        "(-f FILENAME | TYPE NAME) [--min=MINPODS] --max=MAXPODS",
        "Ajuste le nombre de Pods à la charge",
        "Auto-scale a deployment, replica set, stateful set, or replication controller",
        "@print @dry @files min max cpu-percent cpu memory name save-config!",
        RunCommands::autoscale);
  }

  private static void changes(CommandTable.Sink table) {
    table.put(
        "scale",
        "[--current-replicas=count] --replicas=COUNT (-f FILENAME | TYPE NAME)",
        "Change le nombre de répliques",
        "Set a new size for a deployment, replica set, or replication controller",
        "@write replicas current-replicas resource-version timeout",
        ChangeCommands::scale);
    table.put(
        "label",
        "[--overwrite] (-f FILENAME | TYPE NAME) KEY_1=VAL_1 ...",
        "Change les étiquettes d'une ressource",
        "Update the labels on a resource",
        "@write overwrite! list! A/all-namespaces! resource-version",
        ChangeCommands::label);
    table.put(
        "annotate",
        "[--overwrite] (-f FILENAME | TYPE NAME) KEY_1=VAL_1 ...",
        "Change les annotations d'une ressource",
        "Update the annotations on a resource",
        "@write overwrite! list! A/all-namespaces! resource-version",
        ChangeCommands::annotate);
    table.put(
        "patch",
        "(-f FILENAME | TYPE NAME) [-p PATCH|--patch-file FILE]",
        "Change des champs d'une ressource",
        "Update fields of a resource",
        "@write p/patch patch-file type subresource",
        ChangeCommands::patch);
    table.put(
        "edit",
        "(RESOURCE/NAME | -f FILENAME)",
        "Ouvre une ressource dans l'éditeur",
        "Edit a resource in the editor",
        "@write output-patch! save-config!",
        ChangeCommands::edit);
    table.put(
        "taint",
        "NODE NAME KEY_1=VAL_1:TAINT_EFFECT_1",
        "Change les teintes d'un nœud",
        "Update the taints on one or more nodes",
        "@print @dry @select overwrite! validate=strict",
        ChangeCommands::taint);
    table.put(
        "cordon",
        "NODE",
        "Interdit à un nœud les nouveaux Pods",
        "Mark node as unschedulable",
        "@dry l/selector",
        NodeCommands::cordon);
    table.put(
        "uncordon",
        "NODE",
        "Permet de nouveau les Pods sur un nœud",
        "Mark node as schedulable",
        "@dry l/selector",
        NodeCommands::uncordon);
    table.put(
        "drain",
        "NODE",
        "Vide un nœud de ses Pods",
        "Drain node in preparation for maintenance",
        "@dry l/selector pod-selector ignore-daemonsets! delete-emptydir-data! force! grace-period timeout disable-eviction! chunk-size skip-wait-for-delete-timeout",
        NodeCommands::drain);
    table.put(
        "set image",
        "(-f FILENAME | TYPE NAME) ...",
        "Change l'image de conteneurs",
        "Update the image of containers",
        "@write containers",
        SetCommands::image);
    table.put(
        "set env",
        "(-f FILENAME | TYPE NAME) ...",
        "Change les variables d'environnement de conteneurs",
        "Update environment variables of containers",
        "@write e/env c/containers list! from prefix overwrite! keys resolve!",
        SetCommands::env);
    table.put(
        "set resources",
        "(-f FILENAME | TYPE NAME) ...",
        "Change les ressources de conteneurs",
        "Update resource requests/limits of containers",
        "@write limits requests c/containers",
        SetCommands::resources);
  }

  private static void rollouts(CommandTable.Sink table) {
    table.put(
        "rollout status",
        "(TYPE NAME | TYPE/NAME)",
        "Montre où en est un déploiement",
        "Show the status of the rollout",
        "@files l/selector w/watch! timeout revision",
        RolloutCommands::status);
    table.put(
        "rollout history",
        "(TYPE NAME | TYPE/NAME)",
        "Montre les révisions",
        "View rollout history",
        "@print @files l/selector revision",
        RolloutCommands::history);
    table.put(
        "rollout undo",
        "(TYPE NAME | TYPE/NAME)",
        "Revient à une révision",
        "Undo a previous rollout",
        "@print @dry @files l/selector to-revision",
        RolloutCommands::undo);
    table.put(
        "rollout pause",
        "(TYPE NAME | TYPE/NAME)",
        "Suspend un déploiement",
        "Mark the provided resource as paused",
        "@print @dry @files l/selector",
        RolloutCommands::pause);
    table.put(
        "rollout resume",
        "(TYPE NAME | TYPE/NAME)",
        "Reprend un déploiement",
        "Resume a paused resource",
        "@print @dry @files l/selector",
        RolloutCommands::resume);
    table.put(
        "rollout restart",
        "(TYPE NAME | TYPE/NAME)",
        "Remplace tous les Pods",
        "Restart a resource",
        "@print @dry @files l/selector",
        RolloutCommands::restart);
  }

  private static void looks(CommandTable.Sink table) {
    table.put(
        "describe",
        "(-f FILENAME | TYPE [NAME_PREFIX | -l label] | TYPE/NAME)",
        "Décrit une ressource en détail",
        "Show details of a specific resource or group of resources",
        "@files @select A/all-namespaces! show-events! chunk-size",
        new DescribeCommand());
    table.put(
        "logs",
        "[-f] [-p] (POD | TYPE/NAME) [-c CONTAINER]",
        "Affiche les journaux d'un conteneur",
        "Print the logs for a container in a pod",
        "f/follow! p/previous! c/container all-containers! tail since since-time timestamps! prefix! l/selector limit-bytes max-log-requests ignore-errors! pod-running-timeout all-pods!",
        LookCommands::logs);
    table.put(
        "exec",
        "(POD | TYPE/NAME) [-c CONTAINER] [flags] -- COMMAND [args...]",
        "Exécute une commande dans un conteneur",
        "Execute a command in a container",
        "c/container i/stdin! t/tty! f/filename q/quiet! pod-running-timeout",
        LookCommands::exec);
    table.put(
        "wait",
        "TYPE/NAME --for=condition=available",
        "Attend une condition",
        "Wait for a specific condition on one or many resources",
        "@print @files @select for timeout A/all-namespaces! local!",
        LookCommands::await);
    table.put(
        "events",
        "[--for TYPE/NAME]",
        "Liste les événements",
        "List events",
        "@print for types w/watch! A/all-namespaces! no-headers! chunk-size",
        LookCommands::events);
    table.put(
        "top pod",
        "[NAME | -l label]",
        "Ce que les Pods consomment",
        "Display resource (CPU/memory) usage of pods",
        "l/selector field-selector A/all-namespaces! containers! no-headers! sort-by sum!",
        LookCommands::topPods);
    table.put(
        "top node",
        "[NAME | -l label]",
        "Ce que les nœuds consomment",
        "Display resource (CPU/memory) usage of nodes",
        "l/selector no-headers! sort-by show-capacity!",
        LookCommands::topNodes);
    table.put(
        "explain",
        "TYPE[.FIELD...]",
        "Décrit un type de ressource et ses champs",
        "Get documentation for a resource",
        "recursive! api-version output=plaintext",
        ExplainCommand::run);
    table.put(
        "api-resources",
        "",
        "Liste les types de ressources",
        "Print the supported API resources on the server",
        "o/output api-group namespaced! verbs no-headers! sort-by cached! categories",
        LookCommands::resources);
    table.put(
        "api-versions",
        "",
        "Liste les versions de l'API",
        "Print the supported API versions on the server",
        "",
        LookCommands::versions);
    table.put(
        "version",
        "",
        "Affiche les versions",
        "Print the client and server version information",
        "o/output client!",
        LookCommands::version);
    table.put(
        "config get-contexts",
        "",
        "Liste les contextes",
        "Describe one or many contexts",
        "o/output no-headers!",
        LookCommands::contexts);
    table.put(
        "config current-context",
        "",
        "Affiche le contexte courant",
        "Display the current-context",
        "",
        LookCommands::currentContext);
    table.put(
        "config use-context",
        "NAME",
        "Change de contexte",
        "Set the current-context",
        "",
        LookCommands::useContext);
    table.put(
        "config set-context",
        "[NAME | --current] [--namespace=namespace]",
        "Change le contexte, par exemple son espace de noms",
        "Set a context entry",
        "current!",
        LookCommands::setContext);
    table.put(
        "auth can-i",
        "VERB (TYPE | TYPE/NAME)",
        "Dit si une action est permise",
        "Check whether an action is allowed",
        "A/all-namespaces! q/quiet! subresource list! no-headers!",
        LookCommands::canI);
  }
}
