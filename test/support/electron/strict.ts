// What runtimes and test runners look for in any object.
const asked = new Set(['then', 'toJSON', 'constructor', 'asymmetricMatch', 'nodeType', 'tagName', '$$typeof', 'domain'])

/** The object, except that a member which is not modelled throws where it would be undefined. */
export function strict<T extends object>(name: string, target: T): T {
  return new Proxy(target, {
    get(object, key, receiver) {
      if (typeof key === 'string' && !(key in object) && !asked.has(key) && !key.startsWith('_')) {
        throw new Error(`The stand-in does not model ${name}.${key}; add it in test/support/electron.`)
      }
      return Reflect.get(object, key, receiver)
    },
  })
}
