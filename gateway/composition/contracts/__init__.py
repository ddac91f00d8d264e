"""Contracts: views of a supergraph for some of its clients, by the tags of its elements."""

from gateway.composition.contracts.apply import ContractResult, apply_contract
from gateway.composition.contracts.contract import Contract

__all__ = ["Contract", "ContractResult", "apply_contract"]
