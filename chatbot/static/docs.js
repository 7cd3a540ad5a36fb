/**
 * Reads openapi.json and lists its endpoints, each with its schemas and a form that sends a request.
 * Everything that the description says becomes text nodes.
 */
"use strict";
(() => {
  const METHODS = ["get", "post", "put", "patch", "delete"];
  const JSON_TYPE = "application/json";
  const FORM_TYPE = "application/x-www-form-urlencoded";

  const page = document.getElementById("api");
  const descriptionUrl = new URL(page.dataset.openapi, location.href);
  const key = element("input", { class: "secret", autocomplete: "off", spellcheck: "false" }); // kept here alone, and gone with the page

  load();

  async function load() {
    let api;
    try {
      const response = await fetch(descriptionUrl);
      if (!response.ok) throw new Error(`the server answered ${response.status}`);
      api = await response.json();
    } catch (error) {
      page.append(element("p", { class: "notice", role: "alert" }, `The description could not be loaded: ${error.message}.`));
      return;
    }
    for (const paragraph of api.info?.description?.split("\n\n") ?? []) page.append(element("p", {}, ...written(paragraph)));
    for (const [, scheme] of bearers(api)) {
      page.append(element("div", { class: "try" }, element("label", {}, element("span", {}, "Key (sent as Authorization: Bearer). ", ...written(scheme.description)), key)));
    }
    for (const [path, operations] of Object.entries(api.paths)) {
      for (const method of METHODS.filter((name) => name in operations)) {
        page.append(endpoint(api, path, method, operations));
      }
    }
    page.append(element("h2", {}, "Problems"), problems(api));
    document.getElementById(decodeURIComponent(location.hash.slice(1)))?.scrollIntoView(); // it was not there when the page was opened
  }

  /** What each problem's `type` means; the type is this page's address with the place on it. */
  function problems(api) {
    const types = api.components?.schemas?.Problem?.properties?.type?.oneOf ?? [];
    const list = element("dl");
    for (const type of types) {
      const place = type.const.split("#")[1];
      list.append(element("dt", place ? { id: place } : {}, type.title, " ", element("code", {}, type.const)), element("dd", {}, ...written(type.description)));
    }
    return list;
  }

  /** The ways of asking for a key that this page knows. */
  function bearers(api) {
    return Object.entries(api.components?.securitySchemes ?? {}).filter(([, scheme]) => scheme.type === "http" && scheme.scheme === "bearer");
  }

  function mayNeedKey(api, operation) {
    return (operation.security ?? api.security ?? []).some((choice) => bearers(api).some(([name]) => name in choice));
  }

  function endpoint(api, path, method, operations) {
    const operation = operations[method];
    const parameters = [...(operations.parameters ?? []), ...(operation.parameters ?? [])].map((parameter) => resolve(api, parameter));
    const contents = operation.requestBody ? resolve(api, operation.requestBody).content : {};
    const type = [JSON_TYPE, FORM_TYPE].find((name) => name in contents);
    const request = contents[type];
    const responses = Object.entries(operation.responses ?? {}).map(([status, response]) => [status, resolve(api, response)]);
    const body = element("div", { class: "endpoint-body" });
    if (operation.description) body.append(element("p", {}, ...written(operation.description)));
    if (request) body.append(element("h2", {}, "Request"), schemaList(api, request.schema));
    body.append(element("h2", {}, "Responses"), ...responses.map(([status, response]) => responseDetails(api, status, response)));
    body.append(element("h2", {}, "Try it"), tryForm(api, path, method, operation, parameters, type, request, responses));
    return element(
      "details",
      { class: "endpoint" },
      element("summary", {}, element("span", { class: "method" }, method.toUpperCase()), element("code", {}, path), element("span", { class: "soft" }, ...written(operation.summary))),
      body,
    );
  }

  function responseDetails(api, status, response) {
    const contents = Object.entries(response.content ?? {});
    const heading = [element("code", {}, status), " ", ...written(response.description)];
    if (!contents.length) return element("p", {}, ...heading);
    return element(
      "details",
      { class: "response" },
      element("summary", {}, ...heading),
      ...contents.flatMap(([type, content]) => [element("p", { class: "soft" }, type), schemaList(api, content.schema)]),
    );
  }

  /** The properties of a schema, one a line, with those of its objects below them; a schema inside itself is only named. */
  function schemaList(api, schema, above = []) {
    const shape = plain(api, schema);
    const list = element("ul", { class: "schema" });
    for (const [name, property] of Object.entries(shape.properties ?? {})) {
      const required = shape.required?.includes(name) ? "required" : "";
      const notes = [required, limits(plain(api, property)), plain(api, property).description].filter(Boolean).join(" · ");
      const line = element("li", {}, element("code", {}, name), " ", element("span", { class: "soft" }, ...written([typeName(api, property), notes].filter(Boolean).join(" · "))));
      const inner = innerSchema(api, property);
      if (inner && !above.includes(inner)) line.append(schemaList(api, inner, [...above, inner]));
      list.append(line);
    }
    if (!list.children.length) list.append(element("li", { class: "soft" }, typeName(api, schema ?? {})));
    return list;
  }

  /** The object schema that a property holds, directly or in an array, null where it holds none. */
  function innerSchema(api, property) {
    const shape = plain(api, property);
    if (shape.items) return innerSchema(api, shape.items);
    return shape.properties ? shape : null;
  }

  function typeName(api, schema) {
    const choices = schema.anyOf ?? schema.oneOf;
    if (choices) return choices.map((choice) => typeName(api, choice)).join(" or ");
    if (schema.$ref) return schema.$ref.split("/").pop();
    if (schema.const !== undefined) return JSON.stringify(schema.const);
    if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(" or ");
    if (schema.type === "array") return schema.items ? `list of ${typeName(api, schema.items)}` : "list";
    return [schema.type ?? "any"].flat().join(" or ");
  }

  function limits(schema) {
    const { minLength, maxLength, minimum, maximum, minItems, maxItems } = schema;
    const ranges = [[minLength, maxLength, " characters"], [minItems, maxItems, " items"], [minimum, maximum, ""]];
    return ranges
      .filter(([least, most]) => least !== undefined || most !== undefined)
      .map(([least, most, unit]) => (least === undefined ? `at most ${most}` : most === undefined ? `at least ${least}` : `${least} to ${most}`) + unit)
      .join(", ");
  }

  /** The schema without its reference, and of "this or null" the this. */
  function plain(api, schema = {}) {
    const found = resolve(api, schema);
    const choices = (found.anyOf ?? found.oneOf ?? []).filter((choice) => choice.type !== "null");
    return choices.length === 1 ? { ...found, ...resolve(api, choices[0]) } : found;
  }

  function resolve(api, object) {
    if (!object.$ref) return object;
    return object.$ref.slice(2).split("/").reduce((place, key) => place[key.replaceAll("~1", "/").replaceAll("~0", "~")], api);
  }

  /** What the description gives as an example, else the smallest value that the schema allows. */
  function example(api, content) {
    const named = Object.values(content.examples ?? {})[0];
    if (named) return resolve(api, named).value;
    return content.example ?? exampleOf(api, content.schema);
  }

  function exampleOf(api, schema) {
    const shape = plain(api, schema);
    const given = shape.examples?.[0] ?? shape.example ?? shape.const ?? shape.enum?.[0] ?? shape.default;
    if (given !== undefined) return given;
    if (shape.properties) {
      return Object.fromEntries((shape.required ?? []).map((name) => [name, exampleOf(api, shape.properties[name])]));
    }
    return { string: "", integer: 0, number: 0, boolean: true, array: [], object: {} }[[shape.type].flat()[0]] ?? null;
  }

  function tryForm(api, path, method, operation, parameters, type, request, responses) {
    const form = element("form", { class: "try" });
    const inputs = parameters.map((parameter) => {
      const input = element("input", { name: parameter.name, value: parameter.example ?? "" });
      input.required = parameter.required ?? false;
      form.append(element("label", {}, `${parameter.name} (${parameter.in})`, input));
      return [parameter, input];
    });
    const fields = type === FORM_TYPE ? Object.keys(plain(api, request.schema).properties ?? {}) : [];
    const filled = fields.map((name) => element("input", { name, value: example(api, request)?.[name] ?? "" }));
    for (const input of filled) form.append(element("label", {}, `${input.name} (form)`, input));
    const body = type === JSON_TYPE ? element("textarea", { spellcheck: "false" }, JSON.stringify(example(api, request), null, 2)) : undefined;
    if (body) form.append(element("label", {}, "Body (JSON)", body));
    const types = Object.keys(responses.find(([status]) => status.startsWith("2"))?.[1].content ?? {});
    const accept = types.length > 1 && element("select", {}, ...types.map((type) => element("option", {}, type)));
    if (accept) form.append(element("label", {}, "Accept", accept));
    const outcome = element("div", { class: "outcome", role: "status" });
    form.append(element("button", { type: "submit" }, "Send"), outcome);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const headers = { Accept: accept ? accept.value : (types[0] ?? "*/*") };
      if (type) headers["Content-Type"] = type;
      if (key.value && mayNeedKey(api, operation)) headers.Authorization = `Bearer ${key.value.trim()}`;
      const sent = filled.length ? new URLSearchParams(filled.map((input) => [input.name, input.value])) : body?.value;
      send(requestUrl(path, inputs, headers), { method: method.toUpperCase(), headers, body: sent }, outcome);
    });
    return form;
  }

  /** The address with the path and query parameters in it; header parameters go into `headers`. */
  function requestUrl(path, inputs, headers) {
    let filled = path;
    const query = new URLSearchParams();
    for (const [parameter, input] of inputs) {
      if (parameter.in === "path") filled = filled.replace(`{${parameter.name}}`, encodeURIComponent(input.value));
      else if (parameter.in === "query" && input.value) query.set(parameter.name, input.value);
      else if (parameter.in === "header" && input.value) headers[parameter.name] = input.value;
    }
    const url = new URL(`.${filled}`, descriptionUrl);
    url.search = query;
    return url;
  }

  async function send(url, options, outcome) {
    outcome.replaceChildren(element("p", { class: "soft" }, "Waiting…"));
    const started = performance.now();
    try {
      const response = await fetch(url, options);
      const text = await response.text();
      const headers = [...response.headers].map(([name, value]) => `${name}: ${value}`).join("\n");
      outcome.replaceChildren(
        element("p", { class: response.ok ? "status fine" : "status" }, `${response.status} ${response.statusText} in ${Math.round(performance.now() - started)} ms`),
        element("pre", { tabindex: "0", "aria-label": "Headers" }, headers),
        element("pre", { tabindex: "0", "aria-label": "Body" }, indented(text)),
      );
    } catch (error) {
      outcome.replaceChildren(element("p", { class: "status" }, `No answer: ${error.message}`));
    }
  }

  function indented(text) {
    try {
      return JSON.stringify(JSON.parse(text), null, 2);
    } catch {
      return text;
    }
  }

  /** A description with its `code`: of CommonMark, in which OpenAPI has them written, the only mark that this one uses. */
  function written(text = "") {
    return text.split("`").map((part, place) => (place % 2 ? element("code", {}, part) : part));
  }

  function element(name, attributes = {}, ...children) {
    const node = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
    node.append(...children);
    return node;
  }
})();
