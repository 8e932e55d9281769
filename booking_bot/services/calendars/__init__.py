"""Calendars: the agenda as a feed for others to read, and the staff's own ones that take their time.

uids         by what name an appointment goes in all of them
events       appointments as events of a calendar
zones        the rules of a time zone as calendars want them told
writing      events as the text of an iCalendar file
feeds        the addresses at which the agenda is read
entries      the file of one visit, for whoever comes; entry_links: where it is fetched
reading      when somebody is busy, out of the text of a calendar
subscribed   the staff's own calendars: which there are, and what of the agenda lies in their times
refreshing   taking one up to read it, and what becomes of what it says
"""
