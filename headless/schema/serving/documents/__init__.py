"""Documents before they are answered: counted, checked in time linear to their length, and what the schema itself costs."""
