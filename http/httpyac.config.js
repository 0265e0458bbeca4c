// What the stories share: the sample that ./mvnw spring-boot:test-run started, and its admin token.
// Another port:  httpyac send http/*.http --all --var host=http://127.0.0.1:9090
const { existsSync, readFileSync } = require('node:fs');
const { join } = require('node:path');

const sample = join(__dirname, '..', 'target', 'sample');
const token = join(sample, 'state', 'admin.token');

module.exports = {
  environments: {
    $default: {
      host: 'http://127.0.0.1:8080',
      token: existsSync(token) ? readFileSync(token, 'utf8').trim() : `no token in ${token}; start the sample first`,
      sample,
    },
  },
};
