"""The side-by-side harness: starts each server on a fresh database and gives each the same closed loops of requests."""
