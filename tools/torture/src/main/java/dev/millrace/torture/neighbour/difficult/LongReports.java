package dev.millrace.torture.neighbour.difficult;

/**
 * Paths of reports whose answers are long.
 *
 * @param daily of a user with very many long pages
 * @param pages the pages of the site, long ones among them
 * @param facilities of more facilities than a page shows
 */
public record LongReports(String daily, String pages, String facilities) {}
