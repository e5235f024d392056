"""Gate: the account a post goes to is secured, the right one, and open to this author."""
