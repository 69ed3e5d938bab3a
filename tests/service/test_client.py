"""What the client asks, and what it keeps to itself."""

import pickle
from typing import Any

import httpx
import pytest

from tests.service.networks import ADDRESS, EXAMPLE, PROJECTS, Answering, Recorder, always, client_of
from variantlens.service.client import Client
from variantlens.service.errors import BadAnswer, Refused, ServiceError, Unauthorized
from variantlens.settings import EDGE_IMPULSE

pytestmark = pytest.mark.usefixtures("no_waiting")


def test_the_key_goes_in_its_header_and_nowhere_else() -> None:
    """The key is sent as x-api-key; the address, the query and the other headers are free of it."""
    network = Recorder(httpx.Response(200, json=PROJECTS))
    client_of(network).projects()
    request = network.requests[0]
    assert request.headers["x-api-key"] == "secret-key-0001"
    assert "secret-key-0001" not in str(request.url)
    assert [name for name, value in request.headers.items() if "secret-key-0001" in value] == ["x-api-key"]


def test_no_key_sends_no_header() -> None:
    """Without a key there is no x-api-key header, not an empty one."""
    network = Recorder(httpx.Response(200, json=PROJECTS))
    client_of(network, key=None).projects()
    assert "x-api-key" not in network.requests[0].headers


def test_the_main_call_is_asked_as_the_reference_page_says() -> None:
    """Variants travel as a JSON list in a query parameter, options as lower-case booleans, by POST."""
    network = Recorder(httpx.Response(200, json=EXAMPLE))
    answer = client_of(network).classify_variants(
        3, 7, ["int8", "a b&c"], impulse=2, include_debug_info=True, truncate_structured_labels=True
    )
    request = network.requests[0]
    assert (request.method, request.url.path) == ("POST", "/v1/api/3/classify/v2/7/variants")
    assert dict(request.url.params) == {
        "variants": '["int8", "a b&c"]',
        "impulseId": "2",
        "includeDebugInfo": "true",
        "truncateStructuredLabels": "true",
    }
    assert answer.results[0].classifications[0].result[0]["anomaly"] == -0.42


def test_options_that_are_off_are_not_sent() -> None:
    """What is not asked for is left out, so that the service's defaults hold."""
    network = Recorder(httpx.Response(200, json=EXAMPLE))
    client_of(network).classify_variants(3, 7, ["int8"])
    assert set(network.requests[0].url.params) == {"variants"}


def test_the_one_variant_sister_is_read() -> None:
    """The sister call asks for one variant and gives its classifications."""
    body = {name: EXAMPLE[name] for name in ("sample", "windowSizeMs", "windowIncreaseMs")}
    body["classifications"] = EXAMPLE["results"][0]["classifications"]
    network = Recorder(httpx.Response(200, json=body))
    answer = client_of(network).classify(3, 7, "int8", impulse=1, include_debug_info=True)
    assert network.requests[0].url.path == "/v1/api/3/classify/v2/7"
    assert dict(network.requests[0].url.params) == {"variant": "int8", "impulseId": "1", "includeDebugInfo": "true"}
    assert answer.classifications[0].learn_block.type == "anomaly"


STUDIO = httpx.Response(200, json={"id": "0123", "version": "0.1.0", "extensions": ["all-variants"]})


@pytest.mark.parametrize(
    ("studio", "sent"),
    [
        (STUDIO, "true"),
        (httpx.Response(200, json={"id": "0123", "version": "9", "extensions": []}), None),
        (httpx.Response(404, json={"success": False, "error": "No such call"}), None),
        (httpx.Response(401), None),
        (httpx.Response(200, json={"success": False, "error": "No such project"}), None),
        (httpx.Response(200, html="<p>Welcome</p>"), None),
        (httpx.Response(200, json={"success": True}), None),
        (httpx.Response(200, json={"id": "0" * 65, "version": "", "extensions": ["all-variants"]}), None),
    ],
)
def test_all_variants_are_asked_for_where_the_service_says_so(studio: httpx.Response, sent: str | None) -> None:
    """Official services do not know all=true, so only one gets it that calls itself ours and names the extension."""
    network = Recorder(studio, httpx.Response(200, json={"modelVariants": [{"variant": "int8"}]}))
    variants = client_of(network).model_variants(1, impulse=4)
    asked = [request.url for request in network.requests]
    assert [url.path for url in asked] == ["/v1/api/studio", "/v1/api/1/model-variants"]
    assert (asked[1].params.get("all"), asked[1].params["impulseId"]) == (sent, "4")
    assert variants[0].variant == "int8"


def test_the_embedded_service_need_not_say_so() -> None:
    """Whoever started it knows."""
    network = Recorder(httpx.Response(200, json={"modelVariants": []}))
    client_of(network, embedded=True).model_variants(1)
    assert [request.url.params.get("all") for request in network.requests] == ["true"]


def test_edge_impulse_is_not_asked_whether_it_is_ours() -> None:
    """A call that it cannot know would only use up what it allows."""
    network = Recorder(httpx.Response(200, json={"modelVariants": []}))
    client = Client(EDGE_IMPULSE, "secret-key-0001", transport=httpx.MockTransport(network))
    client.model_variants(1)
    assert client.studio_id() is None
    assert [request.url.path for request in network.requests] == ["/v1/api/1/model-variants"]


def test_projects_impulses_and_samples_are_read() -> None:
    """The calls around the main one give wire models."""
    answers: dict[str, Any] = {
        "/v1/api/1": {"project": {"id": 1, "name": "Motion"}},
        "/v1/api/1/impulses": {"impulses": [{"id": 1, "name": "2 s windows"}]},
        "/v1/api/1/raw-data/2": EXAMPLE["sample"],
    }
    client = client_of(lambda request: httpx.Response(200, json=answers[request.url.path]))
    assert client.project(1).name == "Motion"
    assert client.impulses(1)[0].name == "2 s windows"
    assert client.sample(1, 2).sample.filename == "idle01.d8Ae"


LISTED = {"testing": [1, 2, 3], "training": [4, 5, 6, 7], "validation": [8], "post-processing": [9, 10, 11]}


def listing(request: httpx.Request) -> httpx.Response:
    """A service with samples of each category that lists one category at a time, at most two samples at once."""
    numbers = LISTED[request.url.params["category"]]
    first, size = int(request.url.params["offset"]), int(request.url.params["limit"])
    samples = [{"id": number} for number in numbers[first : first + min(size, 2)]]
    return httpx.Response(200, json={"samples": samples, "totalCount": len(numbers)})


@pytest.mark.parametrize(
    ("limit", "offset", "expected"),
    [
        (100, 0, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]),
        (100, 2, [3, 4, 5, 6, 7, 8, 9, 10, 11]),
        (2, 0, [1, 2]),
        (2, 2, [3, 4]),  # over the border of the categories
        (3, 3, [4, 5, 6]),
        (3, 6, [7, 8, 9]),
        (3, 10, [11]),
        (3, 12, []),
    ],
)
def test_samples_of_all_categories_are_one_list(limit: int, offset: int, expected: list[int]) -> None:
    """Without a category, pages run through all of them, though the service gives fewer at once than asked for."""
    page = client_of(listing).samples(1, limit=limit, offset=offset)
    assert [sample.id for sample in page.samples] == expected
    assert page.total_count == 11


def test_a_service_that_knows_two_categories_lists_these() -> None:
    """What an older service refuses to list it does not have; a refused key is not taken for that."""

    def older(request: httpx.Request) -> httpx.Response:
        known = request.url.params["category"] in ("testing", "training")
        return listing(request) if known else httpx.Response(400, json={"success": False, "error": "no category"})

    assert client_of(older).samples(1).total_count == 7
    with pytest.raises(Unauthorized):
        client_of(lambda _: httpx.Response(200, json={"success": False, "error": "Invalid API key"})).samples(1)


def test_a_list_that_ends_early_is_no_endless_loop() -> None:
    """A service that says there are more samples than it lists gives those that it lists, and the number it says."""
    network = Recorder(
        httpx.Response(200, json={"samples": [{"id": 1}], "totalCount": 3}),
        httpx.Response(200, json={"samples": [], "totalCount": 3}),
    )
    page = client_of(network).samples(1, category="testing")
    assert ([sample.id for sample in page.samples], page.total_count) == ([1], 3)


@pytest.mark.parametrize("said", [{}, {"totalCount": None}, {"totalCount": 0}, {"totalCount": -1}, {"totalCount": 2}])
def test_a_wrong_count_leaves_no_sample_out(said: dict[str, int | None]) -> None:
    """A count that is missing, or smaller than what is listed, ends no list: an empty page does."""

    def miscounting(request: httpx.Request) -> httpx.Response:
        first, size = int(request.url.params["offset"]), int(request.url.params["limit"])
        return httpx.Response(200, json={"samples": [{"id": each} for each in range(5)[first : first + size]]} | said)

    client = client_of(miscounting)
    page = client.samples(1, category="testing")
    assert ([sample.id for sample in page.samples], page.total_count) == ([0, 1, 2, 3, 4], 5)
    begun = client.samples(1, category="testing", limit=3)
    assert begun.total_count == 4  # one more at least
    assert [sample.id for sample in client.samples(1, category="testing", limit=3, offset=3).samples] == [3, 4]


def test_sample_filters_are_sent() -> None:
    """Labels travel as a JSON list; category, file name and page as they are."""
    network = Recorder(httpx.Response(200, json={"samples": [], "totalCount": 0}))
    client_of(network).samples(1, category="testing", limit=5, offset=10, labels=["idle", "wave"], filename="a")
    assert dict(network.requests[0].url.params) == {
        "category": "testing",
        "limit": "5",
        "offset": "10",
        "labels": '["idle", "wave"]',
        "filename": "a",
    }


def test_a_redirect_is_not_followed() -> None:
    """The key does not travel on to an address that the service names."""
    network = Recorder(httpx.Response(302, headers={"location": "https://elsewhere.test/"}))
    with pytest.raises(Refused):
        client_of(network).projects()
    assert [request.url.host for request in network.requests] == ["service.test"]


def test_cookies_are_not_kept() -> None:
    """What a service sets as a cookie does not come back to it with the next call."""
    network = Recorder(httpx.Response(200, json=PROJECTS, headers={"set-cookie": "jwt=abc; Path=/"}))
    client = client_of(network)
    client.projects()
    client.projects()
    assert "cookie" not in network.requests[1].headers


def test_an_address_is_normalised_or_refused() -> None:
    """A slash at the end does not matter; an address with a password is refused without repeating it."""
    assert Client(ADDRESS + "/").address == ADDRESS
    with pytest.raises(ValueError, match="no user name or password") as caught:
        Client("https://me:hunter2@service.test/v1")
    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize("key", ["ключ-ключ", "two\nlines", "tab\there"])
def test_a_key_that_cannot_be_one_is_said_so(key: str) -> None:
    """A key with a line break or foreign letters is refused by name, without repeating it."""
    with pytest.raises(Unauthorized) as caught:
        Client(ADDRESS, key)
    assert key not in str(caught.value)


def test_a_client_is_never_pickled() -> None:
    """A client does not travel to another process, since its key would."""
    with pytest.raises(TypeError, match="never pickled"):
        pickle.dumps(client_of(always(json=PROJECTS)))


@pytest.mark.parametrize(
    ("answering", "reachable", "is_service", "key_accepted", "projects"),
    [
        (always(json=PROJECTS), True, True, True, 1),
        (always(401, json={"success": False}), True, True, False, None),
        (always(json={"success": False, "error": "Invalid API key"}), True, True, False, None),
        (always(json={"success": False, "error": "Closed on Sundays"}), True, True, None, None),
        (always(404, html="<p>"), True, False, None, None),
        (always(html="<p>"), True, False, None, None),
        (always(500), True, None, None, None),
        (Recorder(httpx.ConnectError("refused")), False, None, None, None),
    ],
)
def test_a_connection_test_says_what_it_found(
    answering: Answering, reachable: bool, is_service: bool | None, key_accepted: bool | None, projects: int | None
) -> None:
    """The test tells apart: no answer, no classify service, a wrong key, and all well; it raises nothing."""
    check = client_of(answering).check()
    assert (check.reachable, check.is_service, check.key_accepted, check.projects) == (
        reachable,
        is_service,
        key_accepted,
        projects,
    )
    assert check.ok is (projects is not None)
    assert (check.error is None) is check.ok


def test_errors_travel_between_processes() -> None:
    """An error keeps its kind and fields when a worker process sends it back."""
    error = BadAnswer(address=ADDRESS, call="GET /x", field="a[0]", problem="is missing", found="?")
    again = pickle.loads(pickle.dumps(error))  # noqa: S301  our own bytes
    assert type(again) is BadAnswer
    assert vars(again) == vars(error)
    assert str(again) == str(error)
    assert isinstance(again, ServiceError)


def test_a_picture_comes_as_it_is() -> None:
    """The bytes of a sample's picture are handed on untouched."""
    recorder = Recorder(httpx.Response(200, content=b"\x89PNG\r\n\x1a\n..."))
    assert client_of(recorder).sample_image(4, 20) == b"\x89PNG\r\n\x1a\n..."
    assert recorder.requests[0].url.path == "/v1/api/4/raw-data/20/image"


def test_a_picture_that_is_refused_says_why() -> None:
    """A refusal with status 200 is no picture."""
    with pytest.raises(Refused, match="no image"):
        client_of(always(json={"success": False, "error": "no image"})).sample_image(4, 20)


def test_a_picture_without_end_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """More bytes than a picture has are not waited for."""
    monkeypatch.setattr("variantlens.service.client.LARGEST_PICTURE_BYTES", 100)
    with pytest.raises(BadAnswer, match="larger than 100 bytes"):
        client_of(always(content=b"\xff" * 1000)).sample_image(4, 20)


def test_a_sound_comes_as_it_is() -> None:
    """The bytes of a sample's sound are handed on untouched; its one axis is named in the call."""
    recorder = Recorder(httpx.Response(200, content=b"RIFF....WAVE"))
    assert client_of(recorder).sample_wav(3, 20) == b"RIFF....WAVE"
    assert recorder.requests[0].url.path == "/v1/api/3/raw-data/20/wav"
    assert dict(recorder.requests[0].url.params) == {"axisIx": "0"}


def test_a_sound_without_end_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """More bytes than a sound may have are not waited for."""
    monkeypatch.setattr("variantlens.service.client.LARGEST_RECORDING_BYTES", 100)
    with pytest.raises(BadAnswer, match="larger than 100 bytes"):
        client_of(always(content=b"\xff" * 1000)).sample_wav(3, 20)


def test_a_film_comes_as_it_is() -> None:
    """The bytes of a sample's film are handed on untouched."""
    recorder = Recorder(httpx.Response(200, content=b"....ftypisom"))
    assert client_of(recorder).sample_video(3, 20) == b"....ftypisom"
    assert recorder.requests[0].url.path == "/v1/api/3/raw-data/20/video"


def test_the_values_of_a_window_are_asked_of_its_impulse() -> None:
    """Sample, window and impulse stand in the call."""
    sent = {"success": True, "sample": {"id": 7}, "payload": {"values": [[1.0], [2.0]]}}
    recorder = Recorder(httpx.Response(200, json=sent))
    assert client_of(recorder).window_values(1, 7, 3, impulse=2).payload.values == [[1.0], [2.0]]
    assert recorder.requests[0].url.path == "/v1/api/1/classify/v2/7/raw-data/3"
    assert dict(recorder.requests[0].url.params) == {"impulseId": "2"}
