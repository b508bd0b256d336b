"""Lists of endpoints that grow in one number, for sv_inspect."""
from shapes import Shape, document, many, named, path, paths, string


def navigation(number, page):
    return {"navigation": {"groups": [{"group": "Images", "pages": many(number, page)}]}}


def listing(make_document, docs=None, **query):
    """A list of endpoints, perhaps those of a navigation."""
    return lambda n: (make_document(n), docs and docs(n), {"list_endpoints": True, **query})


LISTS = [
    Shape("list: paths", 300, listing(paths), "list"),
    Shape("list: paths of streams", 150, listing(lambda n: {"openapi": "3.1.0", "paths": named(
        n, path, "/generation/model") | named(n, path, "/generation/sse/model")}), "list"),
    Shape("list: a tag", 300, listing(paths, category="group"), "list"),
    Shape("list: tags", 300, listing(lambda n: document(string(), operation={
        "tags": many(n, lambda i: f"tag{i}")}), category="no"), "list"),
    Shape("list: pages", 200, listing(
        paths, lambda n: navigation(n, lambda i: f"POST /generation/model{i}"), category="images"), "list"),
    Shape("list: pages that are missing", 200, listing(
        paths, lambda n: navigation(n, lambda i: f"POST /generation/other{i}"), category="images"), "list"),
    Shape("list: pages by summary", 100, listing(
        paths, lambda n: navigation(n, lambda i: f"images/make-{i}"), category="images"), "list"),
    Shape("list: pages of one summary", 2000, listing(
        lambda n: {"openapi": "3.1.0", "paths": named(n, lambda i: {
            "post": {**path(0)["post"], "tags": [f"tag{i}"]}}, "/a")},
        lambda n: navigation(n, lambda i: f"tag{i}/make-0"), category="images"), "list", is_long=True),
    Shape("list: paths that share a body", 300, listing(lambda n: {
        "openapi": "3.1.0", "paths": named(n, lambda i: {"post": {
            "requestBody": {"$ref": "#/components/requestBodies/a"}}}, "/a"),
        "components": {"requestBodies": {"a": {"content": named(n, lambda i: {"schema": string()}, "t/")}}}}),
          "list", is_long=True),
    Shape("list: groups", 300, listing(
        lambda n: paths(1),
        lambda n: {"navigation": {"groups": many(n, lambda i: {"group": f"g{i}", "pages": ["a"]})}},
        category="none"), "list"),
    Shape("list: servers", 300, listing(
        lambda n: paths(20) | {"servers": many(n, lambda i: {"url": f"https://s{i}.test/v{i}"})},
        lambda n: navigation(20, lambda i: f"POST /generation/model{i}"), category="images"), "list"),
    Shape("list: paths with parameters", 2000, listing(
        lambda n: {"openapi": "3.1.0", "paths": named(n, path, "/{id}/b")},
        lambda n: navigation(n, lambda i: f"POST /x{i}/b{i}"), category="images"), "list", is_long=True),
]
