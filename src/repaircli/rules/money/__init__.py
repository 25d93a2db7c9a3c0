"""The rules for money: fees, settlement, amounts."""
