"""How the app sends requests to providers: only to public addresses, within a time, repeated without harm."""
