"""What `make demo` does, a step a module: grid, roofs, heat; and the project and pictures that it leaves."""
