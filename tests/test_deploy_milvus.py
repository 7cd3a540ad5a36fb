"""The files that start it on Milvus: of the right form, and of settings that there are."""

from __future__ import annotations

from typing import Any

import kubernetes_validate
import pytest
import yaml
from conftest import PROJECT

from chatbot.settings import ServerSettings
from index.place import TOKEN_VARIABLE
from index.settings import IndexSettings

KUBERNETES = sorted((PROJECT / "deploy" / "kubernetes").glob("*.yaml"))
RESOURCES = [
    pytest.param(resource, id=f"{resource['kind']} of {file.name}")
    for file in KUBERNETES
    for resource in yaml.safe_load_all(file.read_text(encoding="utf-8"))
]


@pytest.mark.parametrize("resource", RESOURCES)
def test_kubernetes_takes_it(resource: dict[str, Any]) -> None:
    """By the schemas of Kubernetes' own API, unknown fields refused."""
    kubernetes_validate.validate(resource, kubernetes_validate.latest_version(), strict=True)


def test_the_schemas_would_see_a_wrong_field() -> None:
    [wrong] = [param.values[0] for param in RESOURCES if param.values[0]["kind"] == "CronJob"]
    with pytest.raises(kubernetes_validate.ValidationError):
        kubernetes_validate.validate(
            {**wrong, "spec": {**wrong["spec"], "shedule": ""}},
            strict=True,
            desired_version=kubernetes_validate.latest_version(),
        )


def test_the_servers_config_is_one() -> None:
    [config] = [
        yaml.safe_load(param.values[0]["data"]["config.yaml"])
        for param in RESOURCES
        if param.values[0]["kind"] == "ConfigMap"
    ]
    assert IndexSettings.model_validate(config["index"]).engine == "milvus"
    ServerSettings.model_validate(config["server"])


def test_both_pods_get_the_token_from_a_secret_alone() -> None:
    environments = [container["env"] for param in RESOURCES for container in _containers(param.values[0])]
    assert (
        environments
        == [[{"name": TOKEN_VARIABLE, "valueFrom": {"secretKeyRef": {"name": "milvus", "key": "token"}}}]] * 2
    )


def test_composes_services_are_told_of_milvus_by_settings_that_there_are() -> None:
    compose = yaml.safe_load((PROJECT / "deploy" / "compose.milvus.yaml").read_text(encoding="utf-8"))
    environment = compose["services"]["chatbot"]["environment"]
    assert compose["services"]["build"]["environment"] == environment
    sections = {"INDEX": IndexSettings, "SERVER": ServerSettings}
    for name in environment.keys() - {TOKEN_VARIABLE}:
        _, section, key = name.replace("__", "_", 1).split("_", 2)
        assert key.lower() in sections[section].model_fields
    assert compose["services"]["milvus"]["environment"]["COMMON_SECURITY_AUTHORIZATIONENABLED"] == "true"
    assert set(compose["services"]["chatbot"]["depends_on"]) == {"milvus", "build"}


def _containers(resource: dict[str, Any]) -> list[dict[str, Any]]:
    spec = resource.get("spec", {})
    spec = spec.get("jobTemplate", {}).get("spec", spec).get("template", {}).get("spec", {})
    containers: list[dict[str, Any]] = spec.get("containers", [])
    return containers
