"""The mutations: their inputs and payloads."""
