using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Steward.Jobs;
using Steward.Pages.AiJobs;
using Steward.Pages.Generation;
using Steward.Pages.Import;
using Steward.Pages.Publishing;
using Steward.Pages.Schema;
using Steward.Pages.Shortcodes;
using Steward.Platform.Data;

namespace Steward.Pages;

/// <summary>The page builder: pages from prompts, as documents of blocks, published as HTML.</summary>
public static class PagesModule
{
    /// <summary>Registers generation and publishing.</summary>
    public static IServiceCollection AddPages(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<PagesOptions>().Bind(configuration.GetSection("Pages")).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<IModelPart, PagesModel>();
        services.AddScoped<PageBook>().AddScoped<PageLists>().AddScoped<PageGenerator>().AddScoped<PageJobs>();
        services.AddJobQueue(GeneratePage.Queue, new QueueLimits(MaxActive: 10, PerSecond: 20));
        services.AddJob<GeneratePage, PageWriting>(new JobKindOptions(GeneratePage.Queue, UsesAi: true));
        return services;
    }

    /// <summary>Maps the product's routes.</summary>
    public static void MapPages(this IEndpointRouteBuilder routes)
    {
        var options = routes.ServiceProvider.GetRequiredService<IOptions<PagesOptions>>().Value;
        routes.MapGeneration(options);
        routes.MapPageJobs();
        routes.MapReference(options);
        routes.MapShortcodes(options);
        routes.MapPageDocuments();
        routes.MapPageImport();
        routes.MapVisitorPages();
    }
}
