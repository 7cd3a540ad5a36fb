"""A question in, a cited answer or an honest abstention out: the online half."""
