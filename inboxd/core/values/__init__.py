"""What flows between the stages: frozen, slotted, one file for each idea."""
