package conform

// Widgets are the inputs that the form has.
var Widgets = widgets
