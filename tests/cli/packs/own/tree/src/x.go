package x

// TODO(bob): now
var s = "TODO(eve)"
