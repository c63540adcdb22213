"""Answers that go on: operations over WebSocket, and subscriptions as server-sent events."""
