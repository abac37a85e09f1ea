using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;
using Steward.Identity;
using Steward.Observability;
using Steward.Platform.Http;
using Steward.Platform.Tenancy;

namespace Steward.Server;

/// <summary>One API document and one documentation page per service, and a catalog of all.</summary>
internal static class ApiDocuments
{
    public static void AddApiDocuments(this IServiceCollection services)
    {
        foreach (var service in Service.All)
            services.AddOpenApi(service.Name, options =>
            {
                options.ShouldInclude = description => service == Service.Platform
                    || description.ActionDescriptor.EndpointMetadata.OfType<ServiceRoute>().Any(r => r.Service == service);
                options.AddDocumentTransformer((document, _, _) =>
                {
                    document.Info = new OpenApiInfo { Title = $"Steward: {service.Title}", Version = "v1" };
                    document.Servers = [];
                    AddCredentials(document);
                    return Task.CompletedTask;
                });
                options.AddOperationTransformer((operation, context, _) =>
                {
                    operation.Deprecated = context.Description.ActionDescriptor.EndpointMetadata.OfType<ObsoleteAttribute>().Any();
                    (operation.Responses ??= [])["default"] = new OpenApiResponse { Description = "A problem (RFC 9457), application/problem+json: type, title, status, detail, code, requestId" };
                    return Task.CompletedTask;
                });
            });
    }

    private static void AddCredentials(OpenApiDocument document)
    {
        document.Components ??= new OpenApiComponents();
        document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
        {
            ["key"] = new OpenApiSecurityScheme { Type = SecuritySchemeType.ApiKey, In = ParameterLocation.Header, Name = "X-API-Key" },
            ["bearer"] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer" },
        };
        document.Security = [.. document.Components.SecuritySchemes.Keys.Select(name => new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(name, document)] = [] })];
    }

    /// <summary>Operators see the details of health checks, and in development everybody on this machine.</summary>
    public static void AddProductionDefaults(this IServiceCollection services, IConfiguration configuration)
    {
        var development = configuration.GetValue<bool>("Identity:Development");
        services.Configure<ObservabilityOptions>(o => o.MaySeeHealthDetails = http =>
            development || (http.User.Identity?.IsAuthenticated == true && Identity.Roles.RolePermissions.Allows(http.Caller(), "health.read")));
    }

    public static void UseApiPages(this WebApplication app)
    {
        app.UseSwaggerUI(ui =>
        {
            ui.RoutePrefix = "docs";
            ui.SwaggerEndpoint("/openapi.json", "Steward");
            ui.DocumentTitle = "Steward API";
        });
    }

    /// <summary>Headers that keep browsers from guessing, framing and running what is answered; on errors too.</summary>
    public static void UseSecurityHeaders(this IApplicationBuilder app) => app.Use((http, next) =>
    {
        http.Response.OnStarting(static state =>
        {
            var context = (HttpContext)state;
            var headers = context.Response.Headers;
            headers.XContentTypeOptions = "nosniff";
            headers.XFrameOptions = "DENY";
            headers["Referrer-Policy"] = "no-referrer";
            // Published pages bring a policy of their own.
            if (headers.ContentSecurityPolicy.Count == 0 && !context.Request.Path.StartsWithSegments("/docs")) headers.ContentSecurityPolicy = "default-src 'none'; frame-ancestors 'none'";
            return Task.CompletedTask;
        }, http);
        return next(http);
    });

    public static void MapApiDocuments(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/openapi.json", DocumentAsync).AllowAnonymous().ExcludeFromDescription();
        foreach (var path in (string[])["/api-docs/catalog", "/v1/api-docs/catalog"])
            routes.MapGet(path, CatalogAsync).On(Service.Gateway).AllowAnonymous().WithTags("Documents").WithSummary("All services and their routes");
    }

    private static async Task DocumentAsync(HttpContext http)
    {
        var document = await http.RequestServices.GetRequiredKeyedService<IOpenApiDocumentProvider>(http.AcceptedBy().Name).GetOpenApiDocumentAsync(http.RequestAborted);
        http.Response.ContentType = "application/json";
        await http.Response.WriteAsync(await document.SerializeAsJsonAsync(OpenApiSpecVersion.OpenApi3_1, http.RequestAborted), http.RequestAborted);
    }

    private static async Task<IResult> CatalogAsync(HttpContext http, Listeners listeners, IServer server)
    {
        var entries = new List<CatalogEntry>();
        var open = listeners.Addresses(server);
        foreach (var service in Service.All)
        {
            var document = await http.RequestServices.GetRequiredKeyedService<IOpenApiDocumentProvider>(service.Name).GetOpenApiDocumentAsync(http.RequestAborted);
            // A service without a port of its own, because it was taken, answers on the platform's.
            var address = (open.FirstOrDefault(a => a.Name == service.Name) is { Name: not null } own ? own : open[0]).Address;
            var at = $"{http.Request.Scheme}://{http.Request.Host.Host}:{address.Port}";
            entries.Add(new CatalogEntry(service.Name, service.Title, at, at + "/docs", at + "/openapi.json", [.. document.Paths.Keys.Order(StringComparer.Ordinal)]));
        }

        return Results.Ok(new Catalog(true, entries));
    }

    /// <summary>All services of this server.</summary>
    private sealed record Catalog(bool Success, IReadOnlyList<CatalogEntry> Services);

    /// <summary>One service.</summary>
    private sealed record CatalogEntry(string Name, string Title, string BaseUrl, string Docs, string OpenApi, IReadOnlyList<string> Paths);
}
