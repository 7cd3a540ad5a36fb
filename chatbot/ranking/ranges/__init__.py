"""Amounts, dates and days that a question names, and the ranges of the documents that hold them."""
