// What a host's `env.config` holds: settings beyond those of the process's environment. There are none.
export default {};
