"""The API's description, made of its schemas and of examples."""
