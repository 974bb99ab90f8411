// Checks a bill of materials against CycloneDX's own schema: node sbom.mjs FILE
import { readFileSync } from 'node:fs';
import { Spec, Validation } from '@cyclonedx/cyclonedx-library';

const text = readFileSync(process.argv[2], 'utf8');
const { specVersion } = JSON.parse(text);
const faults = await new Validation.JsonStrictValidator(Spec.Version[`v${specVersion.replace('.', 'dot')}`]).validate(text);
if (faults !== null) {
  console.error(faults);
  process.exit(1);
}
console.log(`as CycloneDX ${specVersion} says`);
