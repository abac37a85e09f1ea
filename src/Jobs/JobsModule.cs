using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Steward.Jobs.Control;
using Steward.Jobs.Cron;
using Steward.Jobs.Maintenance;
using Steward.Jobs.Queue;
using Steward.Jobs.Workers;
using Steward.Platform.Data;
using Steward.Platform.Tenancy;

namespace Steward.Jobs;

/// <summary>The durable queue: jobs, events, schedules, workers.</summary>
public static class JobsModule
{
    /// <summary>Registers the queue; <see cref="AddJobWorker"/> and <see cref="AddJobScheduler"/> add the roles.</summary>
    public static IServiceCollection AddJobs(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<JobsOptions>().Bind(configuration.GetSection("Jobs")).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<IModelPart, JobsModel>().AddSingleton<IModelPart, QueueModel>().AddSingleton<IModelPart, ScheduleModel>();
        services.AddSingleton<JobKinds>().AddSingleton<JobSignals>().AddSingleton<JobMetrics>();
        services.AddSingleton(p => new JobWriter(p.GetRequiredService<Storage>(), p.GetRequiredService<JobKinds>(), p.GetRequiredService<JobSignals>()));
        services.AddScoped(p => new JobQueue(p.GetRequiredService<AppDb>(), p.GetRequiredService<CurrentTenant>(),
            p.GetRequiredService<JobKinds>(), p.GetRequiredService<JobSignals>()));
        services.AddScoped(p => new JobControl(p.GetRequiredService<AppDb>(), p.GetRequiredService<JobKinds>(), p.GetRequiredService<JobSignals>()));
        services.AddScoped(p => new QueueControl(p.GetRequiredService<AppDb>(), p.GetRequiredService<JobKinds>(), p.GetRequiredService<JobSignals>()));
        services.AddHostedService<JobNotices>();
        services.AddScoped<JobReader>().AddScoped<QueueReader>().AddScoped<Schedules>();
        return services;
    }

    /// <summary>Maps the routes of operators.</summary>
    public static void MapJobsModule(this IEndpointRouteBuilder routes)
    {
        routes.MapJobs();
        routes.MapDeadLetters();
        routes.MapQueues();
    }

    /// <summary>This process runs jobs.</summary>
    public static IServiceCollection AddJobWorker(this IServiceCollection services)
    {
        services.AddSingleton<OutcomeWriter>().AddSingleton<ProgressWriter>().AddSingleton<AttemptNews>().AddSingleton<JobRunner>().AddSingleton<WorkerLease>().AddSingleton<WorkerParts>();
        services.AddHostedService<Worker>();
        // The host must not give up before the running jobs have had their time.
        services.AddOptions<HostOptions>().Configure<IOptions<JobsOptions>>((host, jobs) =>
            host.ShutdownTimeout = TimeSpan.FromSeconds(Math.Max(host.ShutdownTimeout.TotalSeconds, jobs.Value.DrainSeconds + 15)));
        return services;
    }

    /// <summary>This process promotes, rescues, fires schedules and prunes.</summary>
    public static IServiceCollection AddJobScheduler(this IServiceCollection services)
    {
        services.AddSingleton<Promoter>().AddSingleton<Rescuer>().AddSingleton<CronTicker>().AddSingleton<DepthMeter>().AddSingleton<Pruner>();
        services.AddSingleton<SchedulerParts>();
        services.AddHostedService<Scheduler>();
        return services;
    }
}
