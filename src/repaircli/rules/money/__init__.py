"""The rules of money: fees, settlement, amounts."""
