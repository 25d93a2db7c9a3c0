"""The settings of the policy in a database: which edition, numbers and readings count from which day on."""
