"""Approving a post: what is put before a person, what they sign, and the page they sign on."""
