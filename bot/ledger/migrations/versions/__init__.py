"""One module a version, in order; none is changed once it has been released."""
