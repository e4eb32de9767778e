"""Changes of a small registry: at least one that each rule stands against, and one that it lets pass by a hair."""
