"""What makes text of voice notes: a model on this machine, or a service that speaks OpenAI's API."""
