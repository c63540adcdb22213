"""Running plugins' asynchronous code: actions, observers, webhooks, retries."""
