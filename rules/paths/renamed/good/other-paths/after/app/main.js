route('/services/foo', () => 0);
route('https://example.com/services/foo/', () => 0);
load('services/foobar', 'my-services/foo', 'services/foo-bar', 'services/foo.json');
