"""Operations that tell what there is: the API, its models, a model's fields."""

from dataclasses import dataclass
from typing import ClassVar

from .operation import ModelOperation, Operation


@dataclass(frozen=True, slots=True)
class Root(Operation):
    """Ask where to begin, with or without a credential."""

    verb: ClassVar[str] = "root"


@dataclass(frozen=True, slots=True)
class ListModels(Operation):
    """Ask which models there are for the credential.

    :param search: a part of a name or of a label; empty for all
    """

    verb: ClassVar[str] = "list_models"

    search: str = ""


@dataclass(frozen=True, slots=True)
class DescribeModel(ModelOperation):
    """Ask which fields a model has for the credential."""

    verb: ClassVar[str] = "describe_model"
