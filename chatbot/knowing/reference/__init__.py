"""What has a number or a name of its own, in contracts and reference pages: clauses, versions, codes, options and entries."""
