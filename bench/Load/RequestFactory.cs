using System.Net.Http.Headers;

namespace Steward.Bench.Load;

/// <summary>Makes the requests of a run; what does not vary is prepared once.</summary>
internal sealed class RequestFactory
{
    private readonly HttpMethod method;
    private readonly RequestTemplate url;
    private readonly Uri? constantUrl;
    private readonly RequestTemplate? body;
    private readonly MediaTypeHeaderValue contentType;
    private readonly (string Name, RequestTemplate Value, string? Constant)[] headers;

    public RequestFactory(LoadOptions options, TimeProvider time)
    {
        method = new HttpMethod(options.Method.ToUpperInvariant());
        url = new RequestTemplate(options.Url, time);
        constantUrl = url.IsConstant ? new Uri(options.Url) : null;
        body = options.Body is null ? null : new RequestTemplate(options.Body, time);
        contentType = MediaTypeHeaderValue.Parse(options.ContentType);
        headers = [.. options.Headers.Select(header => Prepare(header, time))];
    }

    public HttpRequestMessage Create(long number)
    {
        var request = new HttpRequestMessage(method, constantUrl ?? new Uri(url.RenderText(number)));
        foreach (var (name, value, constant) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, constant ?? value.RenderText(number));
        }

        if (body is not null)
        {
            request.Content = new ReadOnlyMemoryContent(body.Render(number));
            request.Content.Headers.ContentType = contentType;
        }

        return request;
    }

    private static (string, RequestTemplate, string?) Prepare(KeyValuePair<string, string> header, TimeProvider time)
    {
        var template = new RequestTemplate(header.Value, time);
        return (header.Key, template, template.IsConstant ? header.Value : null);
    }
}
