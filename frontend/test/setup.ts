// jsdom draws nothing: a text is then as wide as it is long.
HTMLCanvasElement.prototype.getContext = () => null;
