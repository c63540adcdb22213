"""Our executor compared with the library's: the same documents, the same faults, the same answers."""
