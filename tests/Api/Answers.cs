using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace Api;

/// <summary>Short forms of what nearly every test here does with a request and its answer.</summary>
internal static class Answers
{
    public static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static Task<HttpResponseMessage> PostTextAsync(this HttpClient client, string path, string body, string type = "application/json") =>
        client.PostAsync(path, new StringContent(body, Encoding.UTF8, type), Ct);

    public static Task<HttpResponseMessage> PostAsync(this HttpClient client, string path, object body) => client.PostAsJsonAsync(path, body, Ct);

    public static async Task<HttpResponseMessage> SendAsync(
        this HttpClient client, HttpMethod method, string path, object? body = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null) request.Content = body is HttpContent content ? content : JsonContent.Create(body);
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value).ShouldBeTrue();
        return await client.SendAsync(request, Ct);
    }

    public static async Task<JsonElement> JsonAsync(this HttpResponseMessage answer, int status = 200)
    {
        var text = await answer.Content.ReadAsStringAsync(Ct);
        ((int)answer.StatusCode).ShouldBe(status, text);
        return JsonElement.Parse(text);
    }

    /// <summary>The answer is a problem with every member that the contract promises.</summary>
    public static async Task<JsonElement> ProblemAsync(this HttpResponseMessage answer, int status, string code)
    {
        var text = await answer.Content.ReadAsStringAsync(Ct);
        ((int)answer.StatusCode).ShouldBe(status, text);
        answer.Content.Headers.ContentType?.MediaType.ShouldBe("application/problem+json", text);
        var problem = JsonElement.Parse(text);
        problem.Text("code").ShouldBe(code, text);
        problem.Text("type").ShouldBe("urn:steward:problem:" + code);
        problem.GetProperty("status").GetInt32().ShouldBe(status);
        problem.Text("title").ShouldNotBeEmpty();
        problem.Text("detail").ShouldNotBeEmpty();
        // The front for OpenAI's clients tells it in their form.
        var error = problem.GetProperty("error");
        (error.ValueKind == JsonValueKind.Object ? error.Text("message") : error.GetString()).ShouldBe(problem.Text(error.ValueKind == JsonValueKind.Object ? "detail" : "title"));
        problem.Text("message").ShouldBe(problem.Text("detail"));
        problem.GetProperty("success").GetBoolean().ShouldBeFalse();
        problem.Text("requestId").ShouldBe(answer.Headers.GetValues("X-Request-Id").Single());
        answer.Headers.GetValues("X-Content-Type-Options").ShouldBe(["nosniff"]);
        text.ShouldNotContain("   at ", Case.Sensitive, "no stack in an answer");
        return problem;
    }

    public static string Text(this JsonElement element, string name) => element.GetProperty(name).GetString()!;

    public static string[] Pointers(this JsonElement problem) =>
        [.. problem.GetProperty("errors").EnumerateArray().Select(e => e.Text("pointer"))];

    public static string? Header(this HttpResponseMessage answer, string name) =>
        answer.Headers.TryGetValues(name, out var values) ? string.Join(",", values) : null;
}
