"""From a store's rows to the answer: compiled once per plan, the same for every store."""
