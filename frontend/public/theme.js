// Before the first paint: the theme that the reader chose, if they chose one.
(function () {
  var theme = localStorage.getItem("theme");
  if (theme) document.documentElement.dataset.theme = theme;
})();
