"""From a text to findings: what it states about a trial, each with its exact words."""
