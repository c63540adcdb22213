"""What every type shares: fields, scalars, connections, errors, inputs."""
