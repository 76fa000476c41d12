"""Pages for people that are answers to one question: which parameters, which question, which template."""
