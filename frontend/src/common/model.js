// A published model: named values that the LMS keeps at an address.

import { get } from './api.js';

/** Values by name, as hosts read and set them. `url` is where the LMS keeps them. */
export class Model {
  constructor(attributes = {}) {
    this.attributes = { ...attributes };
  }

  get(name) {
    return this.attributes[name];
  }

  /** Set one value by its name, or several. */
  set(name, value) {
    Object.assign(this.attributes, typeof name === 'object' ? name : { [name]: value });
    return this;
  }

  toJSON() {
    return structuredClone(this.attributes);
  }

  /** Read the values from the LMS; resolves to what it has sent. */
  async fetch() {
    const answer = await get(this.url);
    this.set(answer ?? {});
    return answer;
  }
}
