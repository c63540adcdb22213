"""Parts of the kernel as they are while traces are on."""
