"""What can go wrong, and the tests that hold what happens then: `pytest -m faults` runs these and no others.

A test may stand in several rows; one of tests/test_faults.py is among them by itself. What is not here is fuzzed
(`fuzz/run.py`), measured (`benchmarks/growth.py`) or run for long (`fuzz/cache.py`).
"""

FAULTS = {
    "a draft": {
        "that is not UTF-8": "cli.undecodable_draft run.not_decoded hostile.one_clear_error_and_the_others_are_linted",
        "in UTF-16, UTF-32 or Windows-1252": "run.decoded run.not_decoded cli.byte_order_mark",
        "with a byte order mark": "cli.byte_order_mark article.a_byte_order_mark_changes_nothing"
        " server.byte_order_mark_in_the_text_moves_the_first_line_alone",
        "with line ends of every kind": "properties.line_ends_change_no_finding text.each_line_end_starts_one_line"
        " plain.line_ends_of_every_kind_are_alike markdown.line_ends_of_every_kind_are_alike",
        "with control characters": "formats.hostile_text_arrives_as_it_is reporters.no_draft_injects_anything"
        " cli.undecodable_draft faults.strings_that_break_programs",
        "with letters of several units": "formats.sarif_counts_code_points formats.rdjson_counts_bytes"
        " reporters.carets_count_columns_of_the_terminal edited.line_is_as_long_as_its_encoding_makes_it"
        " text.columns_count_code_points",
        "with separators that end no line": "text.only_line_feeds_and_carriage_returns_end_lines"
        " plain.other_separators_are_blanks edited.lines_end_where_editors_end_them",
        "that is hardly one": "cli.hardly_a_draft document.a_text_of_one_thing_only_is_read",
        "that is huge": "faults.a_line_of_a_megabyte_is_read_in_bounds"
        " faults.a_file_that_is_no_draft_by_its_size_is_not_read",
        "that is nothing but one thing": "hostile.a_draft_of_one_thing_only_is_read"
        " html.a_page_of_one_thing_only_is_read_in_linear_time html.what_never_ends_is_told"
        " lightweight.a_text_of_one_thing_only_is_read_in_linear_time"
        " commonmark.the_same_prose_as_another_parser_reads",
        "whose front matter is broken": "markdown.broken_front_matter_is_told markdown.a_flaw_is_a_finding"
        " markdown.a_body_behind_broken_json_is_read markdown.bad_front_matter_leaves_the_body_readable"
        " markdown.other_front_matter_has_titles_too",
        "whose permission is none": "allow.what_allows_nothing_is_told_and_silences_nothing allow.allowed"
        " run.permission_for_a_rule_that_is_off_is_not_unused properties.a_permission_removes_only_what_it_names",
        "that steers what shows it": "reporters.no_draft_injects_anything reporters.clean_text_steers_nothing"
        " formats.hostile_text_arrives_as_it_is page.no_draft_brings_elements_of_its_own ledger.csv_holds_no_formula"
        " ledger.markdown_is_escaped outputs.bad_name_of_a_draft_in_every_file ci.nothing_is_written_into_a_script",
    },
    "a package": {
        "that is broken": "hostile.one_clear_error_and_the_others_are_linted docx.what_is_refused odt.what_is_refused"
        " docx.a_damaged_part_is_told docx.a_package_with_a_password_is_told",
        "that is a bomb": "hostile.one_clear_error_and_the_others_are_linted hostile.all_of_them_in_one_run",
        "with text where few look": "docx.prose docx.text_boxes_are_read_once docx.notes_stand_behind_the_body"
        " review.wherever_comments_stand_the_text_stays review.comments_of_people_are_kept"
        " review.libreoffice_finds_the_comments_at_their_words",
    },
    "a path": {
        "that leads to no file": "cli.missing_draft cli.unreadable_draft cli.folder_without_drafts",
        "that is a pipe, a socket or a device": "cli.named_pipe_is_not_waited_for cli.socket_is_no_draft",
        "with links": "cli.link_that_leads_nowhere cli.folder_is_walked run.found_once_whatever_the_name",
        "that changes in the meantime": "faults.a_draft_that_goes_while_it_is_looked_at_is_named"
        " faults.a_file_that_changes_is_read_as_it_was_or_as_it_is",
        "with an odd name": "cli.odd_names cli.name_that_is_no_text cli.name_with_a_line_end changes.odd_names"
        " hook.odd_names_of_drafts outputs.bad_name_of_a_draft_in_every_file",
        "among thousands": "hook.batches_find_what_one_run_finds hook.whole_repository_is_linted_in_one_run",
    },
    "a cache": {
        "of many at once": "cache.many_processes_at_once many.several_runs_at_once"
        " faults.processes_that_share_a_cache_while_it_is_harmed",
        "that has come to harm": "cache.corrupt_entry_is_made_anew cache.rules_that_have_come_to_harm_are_made_anew"
        " many.corrupt_results_are_made_anew faults.entry_under_the_name_of_another_is_not_served"
        " faults.cache_of_another_version cache.what_lies_in_the_place_of_an_entry_gives_way"
        " cache.what_others_have_put_in_the_place_of_an_entry_stays",
        "that cannot be written": "cache.works_without_a_folder many.works_where_nothing_can_be_kept"
        " faults.home_that_cannot_be_written_to faults.rules_that_cannot_be_kept_are_made"
        " faults.a_full_disk_keeps_nothing_and_changes_nothing",
    },
    "a run": {
        "that cannot write": "faults.a_file_is_written_whole_or_not_at_all cli.full_disk"
        " faults.a_file_that_is_there_stays_where_it_cannot_be_written_anew"
        " outputs.no_file_is_touched_when_one_cannot_be_written",
        "that is interrupted": "cli.interrupted cli.closed_pipe many.interruption_ends_all_processes"
        " faults.who_is_told_to_end_leaves_nothing faults.who_is_killed_at_any_access_leaves_nothing_that_misleads",
        "without streams or with another locale": "cli.closed_streams cli.output_is_utf_8_whatever_the_locale"
        " faults.output_is_the_same_to_the_byte",
        "at another time or place": "faults.output_is_the_same_to_the_byte faults.order_of_files_changes_nothing"
        " many.same_findings_from_any_number_of_processes archive.results_do_not_depend_on_shards_chunks_and_processes",
        "with little memory": "faults.with_little_memory_there_are_all_findings_or_an_error"
        " hostile.one_clear_error_and_the_others_are_linted many.draft_whose_process_dies_is_named",
        "without what is not installed": "server.missing_library_is_said_with_what_to_do"
        " archive.missing_package_is_named_with_its_command faults.missing_package_is_named_where_it_is_needed",
        "that may not ask the network": "faults.no_run_asks_the_network page.page_loads_nothing",
    },
    "a pack": {
        "that is a bomb": "packs.hostile_yaml packs.bomb_is_refused_at_once_and_in_little_memory",
        "of any YAML there is": "faults.yaml_of_every_sort faults.strings_that_break_programs"
        " schema.built_in_pack_is_the_same_without_the_parser_in_c",
        "with a word misspelt": "packs.refused packs.places_are_exact packs.everything_at_once"
        " config.all_faults_of_a_yaml_config config.all_faults_of_a_toml_config",
        "whose pattern does not end": "matching.runaway_pattern_is_out_of_time"
        " matching.runaway_pattern_is_out_of_time_without_a_timer run.rule_out_of_time_is_a_failure"
        " kinds.pattern_without_end archive.rule_out_of_time_is_a_failure_of_one_document",
        "whose pattern is none": "packs.bad_pattern matching.bad_patterns_are_refused",
        "that others know otherwise": "extending.refused extending.packs_that_build_on_each_other"
        " extending.two_packs_of_one_name extending.pack_of_a_config_that_is_not_there packs.code_of_another_pack",
    },
    "what is kept of a repository": {
        "as a baseline": "baseline.broken_file baseline.refused baseline.old_findings_stay_old"
        " baseline.entries_that_a_merge_has_doubled_count_once ledger.a_broken_ledger_is_refused_and_left_alone",
        "by git": "changes.shallow_clone changes.without_git changes.without_a_repository changes.refused"
        " changes.draft_of_a_submodule changes.draft_in_conflict",
    },
    "an editor": {
        "whose edits come as they like": "server.edits_are_followed_in_their_order server.nonsense_is_survived"
        " server.bad_range_means_the_nearest_place server.late_version_is_left_and_a_whole_text_mends_all"
        " server.pull_that_nobody_waits_for_any_more_is_called_off"
        " edited.edited_draft_is_told_what_a_first_reading_tells",
        "that is gone": "server.server_ends_when_its_input_ends server.server_ends_when_its_editor_dies_in_mid_message"
        " server.server_ends_with_its_editor_though_others_hold_the_pipe",
    },
}


def find_tests() -> frozenset[str]:
    """The tests of the table, as `module.function` without the word that both begin with."""
    return frozenset(name for rows in FAULTS.values() for listed in rows.values() for name in listed.split())
