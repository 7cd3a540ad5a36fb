"""One folder a format: the `read` of each makes an Article of one document; what formats have in common lies beside them."""
