using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Steward.Jobs.Control;
using Steward.Jobs.Cron;
using Steward.Jobs.Maintenance;
using Steward.Jobs.Operations;
using Steward.Jobs.Queue;
using Steward.Jobs.Statistics;
using Steward.Jobs.Streams;
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
        services.AddSingleton<IModelPart, JobsModel>().AddSingleton<IModelPart, QueueModel>().AddSingleton<IModelPart, ScheduleModel>()
            .AddSingleton<IModelPart, StatisticsModel>().AddSingleton<IModelPart, OperationModel>();
        services.AddSingleton<JobKinds>().AddSingleton<JobSignals>().AddSingleton<AiJobMetrics>().AddSingleton<JobMetrics>();
        services.AddSingleton(p => new JobWriter(p.GetRequiredService<Storage>(), p.GetRequiredService<JobKinds>(), p.GetRequiredService<JobSignals>()));
        services.AddScoped(p => new JobQueue(p.GetRequiredService<AppDb>(), p.GetRequiredService<CurrentTenant>(),
            p.GetRequiredService<JobKinds>(), p.GetRequiredService<JobSignals>()));
        services.AddScoped(p => new JobControl(p.GetRequiredService<AppDb>(), p.GetRequiredService<JobKinds>(), p.GetRequiredService<JobSignals>()));
        services.AddScoped(p => new QueueControl(p.GetRequiredService<AppDb>(), p.GetRequiredService<JobKinds>(), p.GetRequiredService<JobSignals>()));
        services.AddScoped(p => new JobStatistics(p.GetRequiredService<AppDb>(), p.GetRequiredService<QueueReader>(), p.GetRequiredService<JobKinds>(),
            p.GetRequiredService<IOptions<JobsOptions>>()));
        services.AddHostedService<JobNotices>();
        services.AddScoped(p => new JobReader(p.GetRequiredService<AppDb>())).AddScoped(p => new DeadLetters(p.GetRequiredService<AppDb>()));
        services.AddScoped<QueueReader>().AddScoped<Schedules>();
        services.AddSingleton<StreamParts>().AddSingleton(p => new JobStream(p.GetRequiredService<StreamParts>()));
        return services.AddOperations();
    }

    // One operation of a tenant at a time: they are not what the workers are for.
    private static IServiceCollection AddOperations(this IServiceCollection services) => services
        .AddScoped(p => new JobOperations(p.GetRequiredService<AppDb>(), p.GetRequiredService<JobReader>(), p.GetRequiredService<JobQueue>()))
        .AddJobQueue(RunOperation.Queue, new QueueLimits(TenantMaxActive: 1))
        .AddJob<RunOperation, OperationRunner>(new JobKindOptions(RunOperation.Queue, MaxAttempts: 10))
        .AddEventHandler<DeadLetter<RunOperation>, OperationDeath>("jobs");

    /// <summary>Maps the routes of operators.</summary>
    public static void MapJobsModule(this IEndpointRouteBuilder routes)
    {
        routes.MapJobs();
        routes.MapOperations();
        routes.MapDeadLetters();
        routes.MapQueues();
        routes.MapStatistics();
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

    /// <summary>This process promotes, rescues, fires schedules, counts and prunes.</summary>
    public static IServiceCollection AddJobScheduler(this IServiceCollection services)
    {
        services.AddSingleton<Promoter>().AddSingleton<Rescuer>().AddSingleton<CronTicker>().AddSingleton<DepthMeter>().AddSingleton<HourFold>().AddSingleton<Pruner>();
        services.AddSingleton<SchedulerParts>();
        services.AddHostedService<Scheduler>();
        return services;
    }
}
